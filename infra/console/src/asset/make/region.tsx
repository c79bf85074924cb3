/** The part of a picture that alone is to change: dragged over it, or in numbers. */

import type { Detail } from '../../api/client'
import { Picture } from '../../gallery/picture'
import { CropBox, rounded } from '../edit/crop_box'
import type { Place, Size } from '../edit/sizes'

interface Props {
  asset: Detail
  place: Place
  set: (place: Place) => void
}

const NAMES = { x: 'Left', y: 'Top', width: 'Width', height: 'Height' } as const

export function RegionField({ asset, place, set }: Props) {
  const size = sizeOf(asset)
  return (
    <fieldset class="stack">
      <legend class="hint">Drag the box to what shall change. What is around it stays.</legend>
      <div class="framed">
        <Picture asset={asset} alt="" sizes="24rem" eager />
        <CropBox size={size} place={place} change={set} />
      </div>
      <div class="fields">
        {(Object.keys(NAMES) as (keyof Place)[]).map((name) => (
          <label key={name} class="field">
            <span>{NAMES[name]}, pixels</span>
            <input
              type="number"
              min={name === 'x' || name === 'y' ? 0 : 1}
              required
              value={place[name]}
              onChange={({ currentTarget: { valueAsNumber } }) =>
                set(rounded({ ...place, [name]: valueAsNumber || 0 }, size))
              }
            />
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** The middle of it, to begin with. */
export function middle(asset: Detail): Place {
  const { width, height } = sizeOf(asset)
  return rounded(
    { x: width / 4, y: height / 4, width: width / 2, height: height / 2 },
    { width, height },
  )
}

/** As the API wants it: in shares of the picture. */
export function shares(place: Place, asset: Detail): Place {
  const { width, height } = sizeOf(asset)
  return {
    x: place.x / width,
    y: place.y / height,
    width: place.width / width,
    height: place.height / height,
  }
}

const sizeOf = ({ width, height }: Detail): Size => ({ width: width ?? 1, height: height ?? 1 })
