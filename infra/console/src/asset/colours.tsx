/** The colours of a picture: to copy, to keep, and to give it others. */

import { useEffect, useState } from 'preact/hooks'
import type { Detail } from '../api/client'
import { attempt, say } from '../notices'
import { copy } from './copy'
import { focusSoon } from './focus'
import { Icon } from './icon'
import {
  FILES,
  forgetPalette,
  type Palette,
  palettesOf,
  savePalette,
  takePalette,
  type Type,
  TYPES,
} from './palettes'
import { Recolor } from './recolor'

export function Colours({ asset }: { asset: Detail }) {
  const [palettes, setPalettes] = useState<Palette[]>([])
  const [picked, setPicked] = useState(asset.dominant_color ?? '#808080')
  useEffect(() => void attempt(async () => setPalettes(await palettesOf(asset.id))), [asset.id])
  const pick = (hex: string) => {
    setPicked(hex)
    void copy(hex, hex)
  }
  const took = (fresh: Palette[]) => {
    const ids = new Set(fresh.map((each) => each.id))
    setPalettes([...fresh, ...palettes.filter(({ id }) => !ids.has(id))])
  }
  const forget = async (palette: Palette) => {
    await forgetPalette(palette.id)
    setPalettes(palettes.filter(({ id }) => id !== palette.id))
    say(`${palette.name} is forgotten.`)
    focusSoon('take-palette')
  }
  return (
    <>
      {asset.palette.length > 0 && (
        <Swatches name="Its colours" colors={asset.palette} pick={pick} />
      )}
      {palettes.map((palette) => (
        <Taken
          key={palette.id}
          palette={palette}
          pick={pick}
          forget={() => attempt(() => forget(palette))}
        />
      ))}
      <TakeForm asset={asset} took={took} />
      <Recolor asset={asset} palettes={palettes} picked={picked} pick={setPicked} />
    </>
  )
}

interface SwatchesProps {
  name: string
  colors: readonly { hex: string; proportion: number; name?: string }[]
  pick: (hex: string) => void
}

function Swatches({ name, colors, pick }: SwatchesProps) {
  return (
    <ul class="swatches" aria-label={name}>
      {colors.map(({ hex, proportion, name: called }) => (
        <li key={hex}>
          <button
            style={{ '--color': hex }}
            aria-label={`Copy ${hex}${called ? `, ${called}` : ''}`}
            title={`${called ? `${called}, ` : ''}${Math.round(proportion * 100)} %`}
            onClick={() => pick(hex)}
          >
            <span class="swatch" />
            <code>{hex}</code>
          </button>
        </li>
      ))}
    </ul>
  )
}

interface TakenProps {
  palette: Palette
  pick: (hex: string) => void
  forget: () => void
}

function Taken({ palette, pick, forget }: TakenProps) {
  return (
    <div class="taken">
      <div class="row apart">
        <h3>{palette.name}</h3>
        <div class="row">
          {FILES.map(([format, name]) => (
            <button
              key={format}
              class="small plain"
              onClick={() => attempt(() => savePalette(palette, format))}
            >
              {name}
              <span class="unseen"> file of {palette.name}</span>
            </button>
          ))}
          <button
            class="small plain"
            aria-label={`Forget ${palette.name}`}
            title="Forget"
            onClick={forget}
          >
            <Icon name="close" />
          </button>
        </div>
      </div>
      <Swatches name={palette.name} colors={palette.colors} pick={pick} />
    </div>
  )
}

function TakeForm({ asset, took }: { asset: Detail; took: (palettes: Palette[]) => void }) {
  const [type, setType] = useState<Type>('vibrant')
  const [colors, setColors] = useState(5)
  const [busy, setBusy] = useState(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    await attempt(async () => took(await takePalette(asset.id, type, colors)))
    setBusy(false)
  }
  return (
    <form class="fields with-button" onSubmit={submit}>
      <label class="field">
        <span>Palette</span>
        <select value={type} onChange={({ currentTarget }) => setType(currentTarget.value as Type)}>
          {TYPES.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Colours, 2 to 16</span>
        <input
          type="number"
          min={2}
          max={16}
          required
          value={colors}
          onInput={({ currentTarget }) => setColors(currentTarget.valueAsNumber)}
        />
      </label>
      <button id="take-palette" disabled={busy}>
        {busy ? 'Taking…' : 'Take it'}
      </button>
    </form>
  )
}
