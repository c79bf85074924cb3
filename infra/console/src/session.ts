/** Who is signed in: OpenID Connect, authorization code with PKCE. */

import { signal } from '@preact/signals'
import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts'
import type { Config } from './config'

/** `null`: nobody. */
export const user = signal<User | null>(null)

let manager: UserManager

/** Take up a session, or come back from the issuer. */
export async function openSession(config: Config): Promise<void> {
  const here = `${location.origin}${location.pathname}`
  manager = new UserManager({
    authority: config.issuer,
    client_id: config.client_id,
    scope: config.scope,
    redirect_uri: here,
    post_logout_redirect_uri: here,
    extraQueryParams: config.extra,
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    // Without a refresh token, renewing would need a frame of the issuer's in this page.
    automaticSilentRenew: false,
  })
  manager.events.addUserLoaded((loaded) => void (user.value = loaded))
  manager.events.addUserUnloaded(() => void (user.value = null))
  manager.events.addAccessTokenExpiring(() => void renew())
  manager.events.addAccessTokenExpired(() => void forget())
  if (new URLSearchParams(location.search).has('state')) await comeBack()
  const kept = await manager.getUser()
  user.value = kept && !kept.expired ? kept : null
}

async function comeBack(): Promise<void> {
  try {
    const answered = await manager.signinCallback()
    const place = typeof answered?.state === 'string' ? answered.state : '#/'
    history.replaceState(null, '', `${location.pathname}${place}`)
  } catch (error) {
    history.replaceState(null, '', location.pathname)
    throw error
  }
}

async function renew(): Promise<void> {
  if (user.value?.refresh_token) await manager.signinSilent().catch(forget)
}

/** Go to the issuer, and come back to this very place. */
export async function signIn(): Promise<void> {
  await manager.signinRedirect({ state: location.hash })
}

export async function signOut(): Promise<void> {
  const { end_session_endpoint } = await manager.metadataService.getMetadata()
  if (end_session_endpoint) await manager.signoutRedirect()
  else await forget()
}

/** The session is over; the page asks to sign in again. */
export async function forget(): Promise<void> {
  await manager.removeUser()
}

/** What the issuer calls the one who is signed in. */
export function nameOf(who: User): string {
  return who.profile.name ?? who.profile.preferred_username ?? who.profile.email ?? who.profile.sub
}
