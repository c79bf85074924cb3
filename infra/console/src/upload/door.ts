/** The uploader is a large part of the page, and not needed to see a gallery: it comes later. */

import { complain } from '../notices'

let uploader: Promise<typeof import('./uploader')> | null = null
let wanted = false

/** Have it ready once the page has nothing better to do. */
export function prepareUploader(): void {
  wanted = true
  const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 200))
  idle(() => void load())
}

export async function openUploader(): Promise<void> {
  ;(await load())?.openUploader()
}

export async function removeUploader(): Promise<void> {
  wanted = false
  if (uploader) (await uploader).stopUploader()
}

async function load() {
  if (!wanted) return null
  try {
    uploader ??= import('./uploader')
    const loaded = await uploader
    if (wanted) loaded.startUploader()
    return loaded
  } catch (error) {
    uploader = null
    complain(error)
    return null
  }
}
