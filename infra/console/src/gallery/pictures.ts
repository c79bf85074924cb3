/** Which of an asset's variants is shown where. */

import type { Asset } from '../api/client'

/** As much of an asset as is needed to show it. */
type Shown = Pick<Asset, 'variants' | 'width' | 'height'>

const whole = (asset: Shown) =>
  Object.values(asset.variants)
    .filter(({ width, height }) => sameShape(width / height, ratio(asset)))
    .sort((a, b) => a.width - b.width)

/** Width by height; square while nobody knows. */
export function ratio({ width, height }: Pick<Asset, 'width' | 'height'>): number {
  return width && height ? width / height : 1
}

/** Small variants round to whole pixels. */
function sameShape(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < 0.05
}

export interface Sources {
  src: string
  srcset: string
}

/** Every variant that shows all of the picture, smallest first, for the browser to choose from. */
export function sources(asset: Shown): Sources | null {
  const variants = whole(asset)
  const largest = variants.at(-1) ?? Object.values(asset.variants)[0]
  if (!largest) return null
  return {
    src: largest.url,
    srcset: variants.map(({ url, width }) => `${url} ${width}w`).join(', '),
  }
}
