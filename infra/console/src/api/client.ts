/** The API, typed by its own OpenAPI document. */

import createClient, { type Middleware } from 'openapi-fetch'
import type { Config } from '../config'
import { forget, user } from '../session'
import { ApiError, type Problem, unnamed } from './problem'
import type { components, paths } from './schema'

export type Schemas = components['schemas']
export type Asset = Schemas['AssetModel']
export type Detail = Schemas['AssetDetail']
export type Generation = Schemas['GenerationAnswer']
export type Stats = Schemas['Stats']
export type Visibility = Schemas['Visibility']

export let api = createClient<paths>()
let base = ''

const authorize: Middleware = {
  onRequest({ request }) {
    if (user.value) request.headers.set('Authorization', `Bearer ${user.value.access_token}`)
    return request
  },
  async onResponse({ response }) {
    if (response.status === 401) await forget()
    return undefined
  },
}

export function openApi(config: Config): void {
  base = config.api || location.origin
  api = createClient<paths>({ baseUrl: base })
  api.use(authorize)
}

/** An address of the API, for links. */
export function addressOf(path: string): string {
  return `${base}${path}`
}

interface Answered<T> {
  data?: T
  error?: unknown
  response: Response
}

/** What was answered. Throws ApiError, and TypeError when there was no answer. */
export async function take<T>(asked: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await asked
  if (response.ok) return data as T
  throw new ApiError(isProblem(error) ? error : unnamed(response.status))
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'title' in value
}
