/** What people say of a picture: its name, tags and metadata. */

import { api, type Detail, take } from '../api/client'
import { ApiError } from '../api/problem'
import { read } from './load'

export interface Words {
  filename: string
  tags: string[]
  /** JSON, as it is typed. */
  metadata: string
}

export function wordsOf(asset: Detail): Words {
  const metadata = Object.keys(asset.metadata).length ? JSON.stringify(asset.metadata, null, 2) : ''
  return { filename: asset.filename, tags: asset.tags, metadata }
}

export function same(a: Words, b: Words): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** The object that a text says, or a sentence about why it does not. */
export function parse(text: string): Record<string, unknown> | string {
  if (!text.trim()) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
    return 'Metadata is an object: {"name": "value"}.'
  } catch (error) {
    return `This is not JSON yet: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Save them, if the asset is still the one with that etag. Throws ApiError, 412 if it is not. */
async function save(id: string, etag: string, words: Words): Promise<Detail> {
  const metadata = parse(words.metadata)
  if (typeof metadata === 'string') throw new Error(metadata)
  const params = { path: { asset_id: id }, header: { 'if-match': etag } }
  const body = { filename: words.filename, tags: words.tags, metadata }
  return take(api.PATCH('/v1/assets/{asset_id}', { params, body }))
}

type Answer = { saved: Detail } | { theirs: Detail }

/**
 * What is saved now, or what somebody else saved before. What has changed otherwise, such as
 * who sees it, is in nobody's way.
 */
export async function saveOver(base: Detail, etag: string, words: Words): Promise<Answer> {
  try {
    return { saved: await save(base.id, etag, words) }
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.status !== 412) throw error
    const theirs = await read(base.id)
    if (theirs.etag === etag || !same(wordsOf(theirs), wordsOf(base))) return { theirs }
    return { saved: await save(base.id, theirs.etag, words) }
  }
}
