/** What is around every page: where one is, who one is, and the way to upload. */

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import { Icon } from './asset/icon'
import { keepAddresses } from './gallery/renewing'
import { close } from './gallery/store'
import { nameOf, signOut, user } from './session'
import { attempt } from './notices'
import { openUploader, prepareUploader, removeUploader } from './upload/door'
import { Mark } from './welcome'

const TITLES: Record<string, string> = { '/': 'Gallery', '/create': 'Create', '/shares': 'Shares' }

export function Shell({ children }: { children: ComponentChildren }) {
  const [path] = useLocation()
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)

  useEffect(() => {
    prepareUploader()
    const forgetAddresses = keepAddresses()
    return () => {
      forgetAddresses()
      void removeUploader()
      close()
    }
  }, [])

  useEffect(() => {
    document.title = `${TITLES[path] ?? 'Picture'} · Darkroom`
    if (!first.current) main.current?.focus({ preventScroll: true })
    first.current = false
  }, [path])

  return (
    <>
      <a class="unseen skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the content
      </a>
      <header class="bar">
        <Link href="/" class="brand" aria-label="Darkroom, to the gallery">
          <Mark /> <span>Darkroom</span>
        </Link>
        <nav aria-label="Main">
          <Place href="/" here={path === '/'}>
            Gallery
          </Place>
          <Place href="/create" here={path === '/create'}>
            Create
          </Place>
          <Place href="/shares" here={path === '/shares'}>
            Shares
          </Place>
        </nav>
        <div class="row who">
          <button class="main" onClick={() => void openUploader()}>
            Upload
          </button>
          <span class="name">{user.value && nameOf(user.value)}</span>
          <button class="plain sign-out" title="Sign out" onClick={() => attempt(signOut)}>
            <Icon name="out" /> <span>Sign out</span>
          </button>
        </div>
      </header>
      <main ref={main} id="main" tabIndex={-1}>
        {children}
      </main>
      <section id="uploader" aria-label="Upload" />
    </>
  )
}

function Place({ href, here, children }: { href: string; here: boolean; children: string }) {
  return (
    <Link href={href} aria-current={here ? 'page' : undefined}>
      {children}
    </Link>
  )
}
