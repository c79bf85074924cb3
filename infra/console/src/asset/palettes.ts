/** The palettes that were taken from an asset, and what can be had of them. */

import { addressOf, api, take } from '../api/client'
import { ApiError, unnamed } from '../api/problem'
import { user } from '../session'
import { made } from './load'
import { saveBlob } from './saving'

export interface Palette {
  id: string
  name: string
  colors: { hex: string; proportion: number; name: string }[]
}

export const TYPES = ['dominant', 'vibrant', 'muted'] as const
export type Type = (typeof TYPES)[number]
export const FILES = [
  ['css', 'CSS'],
  ['gpl', 'GIMP'],
  ['png', 'PNG'],
] as const

export async function palettesOf(id: string): Promise<Palette[]> {
  const params = { path: { asset_id: id } }
  const { palettes } = await take(api.GET('/v1/assets/{asset_id}/palettes', { params }))
  return palettes
}

export async function takePalette(id: string, type: Type, colors: number): Promise<Palette[]> {
  const params = { path: { asset_id: id } }
  const body = { palette_type: type, num_colors: colors }
  const { palettes } = await take(api.POST('/v1/assets/{asset_id}/palettes', { params, body }))
  return palettes
}

export async function forgetPalette(id: string): Promise<void> {
  const params = { path: { palette_id: id } }
  await take(api.DELETE('/v1/palettes/{palette_id}', { params }))
}

/** A palette as a file. The address wants the token, so a link alone would not do. */
export async function savePalette(palette: Palette, format: string): Promise<void> {
  const address = addressOf(`/v1/palettes/${palette.id}?format=${format}`)
  const headers = { Authorization: `Bearer ${user.value?.access_token ?? ''}` }
  const answer = await fetch(address, { headers })
  if (!answer.ok) throw new ApiError(unnamed(answer.status))
  saveBlob(await answer.blob(), `${palette.name}.${format}`)
}

/** In other colours: the id of the new asset. */
export async function recolor(id: string, colors: string[], strength: number): Promise<string> {
  const params = { path: { asset_id: id } }
  const body = { colors, strength }
  const { asset } = await made(api.POST('/v1/assets/{asset_id}/recolor', { params, body }))
  return asset.id
}
