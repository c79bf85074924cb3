import { thumbHashToDataURL } from 'thumbhash'

const made = new Map<string, string>()

/** A few bytes as a blurred picture: what is there before the picture is. */
export function placeholder(thumbhash: string | null): string | undefined {
  if (!thumbhash) return undefined
  const known = made.get(thumbhash)
  if (known) return known
  const hash = Uint8Array.from(atob(thumbhash), (char) => char.charCodeAt(0))
  const url = thumbHashToDataURL(hash)
  made.set(thumbhash, url)
  return url
}
