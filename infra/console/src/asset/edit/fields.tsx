/** A field for every parameter, as the API's description says what it takes. */

import { assets } from '../../gallery/store'
import { type Parameter, title } from './operations'

interface Props {
  parameter: Parameter
  value: unknown
  set: (value: unknown) => void
}

/** Where a slider ends before the API does: beyond that, hardly anybody goes, and a number can. */
const SLIDER: Record<string, [number, number, number]> = {
  factor: [0, 3, 0.05],
  gamma: [0.1, 4, 0.05],
  radius: [0, 40, 0.5],
  size: [2, 100, 1],
  cutoff: [0, 10, 0.1],
  angle: [-180, 180, 1],
}
const NAMES: Record<string, string> = {
  x: 'From the left',
  y: 'From the top',
  aspect: 'Shape',
  fit: 'How it fits',
  gravity: 'Where',
  expand: 'Grow to hold all of it',
  colors: 'Colours',
  cutoff: 'Cut off, %',
}
const SHAPES = ['1:1', '4:3', '3:2', '16:9', '3:4', '2:3', '9:16']

/** Lengths go up to thousands of pixels: no slider is that fine. */
const LONG = 1000

export function Field(props: Props) {
  const { parameter } = props
  if (parameter.name === 'asset_id') return <AssetField {...props} />
  if (parameter.name === 'aspect') return <ShapeField {...props} />
  if (parameter.enum) return <ChoiceField {...props} />
  if (parameter.type === 'boolean') return <YesNoField {...props} />
  if (parameter.type === 'array') return <ColorsField {...props} />
  if (parameter.pattern?.startsWith('^#')) return <ColorField {...props} />
  if ((parameter.maximum ?? LONG + 1) > LONG) return <LengthField {...props} />
  return <SliderField {...props} />
}

function called({ name }: Parameter): string {
  return NAMES[name] ?? title(name)
}

function LengthField({ parameter, value, set }: Props) {
  return (
    <label class="field">
      <span title={parameter.description}>{called(parameter)}, pixels</span>
      <input
        type="number"
        min={parameter.minimum}
        max={parameter.maximum}
        required={parameter.required}
        value={typeof value === 'number' ? value : ''}
        onInput={({ currentTarget }) => set(Number.isNaN(currentTarget.valueAsNumber) ? undefined : currentTarget.valueAsNumber)}
      />
    </label>
  )
}

function SliderField({ parameter, value, set }: Props) {
  const { name, minimum = 0, maximum = 1, type } = parameter
  const soft = SLIDER[name] ?? [minimum, maximum, type === 'integer' ? 1 : (maximum - minimum) / 100]
  const low = Math.max(minimum, soft[0])
  const high = Math.min(maximum, soft[1])
  const step = type === 'integer' ? 1 : soft[2]
  const shown = typeof value === 'number' ? value : ''
  const given = (input: HTMLInputElement) => set(Number.isNaN(input.valueAsNumber) ? undefined : input.valueAsNumber)
  return (
    <div class="field wide" role="group" aria-label={called(parameter)}>
      <span title={parameter.description}>{called(parameter)}</span>
      <div class="slider">
        <input
          type="range"
          min={low}
          max={high}
          step={step}
          value={shown}
          aria-label={called(parameter)}
          onInput={({ currentTarget }) => given(currentTarget)}
        />
        <input
          type="number"
          min={minimum}
          max={maximum}
          step="any"
          required={parameter.required}
          value={shown}
          aria-label={`${called(parameter)}, as a number`}
          onInput={({ currentTarget }) => given(currentTarget)}
        />
      </div>
    </div>
  )
}

function ChoiceField({ parameter, value, set }: Props) {
  return (
    <label class="field">
      <span title={parameter.description}>{called(parameter)}</span>
      <select value={String(value ?? parameter.default ?? '')} onChange={({ currentTarget }) => set(currentTarget.value)}>
        {parameter.enum?.map((each) => (
          <option key={each} value={each}>
            {title(each)}
          </option>
        ))}
      </select>
    </label>
  )
}

function YesNoField({ parameter, value, set }: Props) {
  return (
    <label class="row wide" title={parameter.description}>
      <input type="checkbox" checked={value === true} onChange={({ currentTarget }) => set(currentTarget.checked)} />
      {called(parameter)}
    </label>
  )
}

const CLEAR = '00'

/** `#rrggbb`, and where the API takes it, transparent. */
function ColorField({ parameter, value, set }: Props) {
  const text = typeof value === 'string' ? value : '#ffffff'
  const mayBeClear = parameter.pattern?.includes('{8}') ?? false
  const clear = text.length === 9 && text.endsWith(CLEAR)
  const opaque = text.slice(0, 7)
  return (
    <div class="field" role="group" aria-label={called(parameter)}>
      <span title={parameter.description}>{called(parameter)}</span>
      <div class="row">
        <input
          type="color"
          aria-label={called(parameter)}
          value={opaque}
          onInput={({ currentTarget }) => set(currentTarget.value)}
        />
        {mayBeClear && (
          <label class="row">
            <input
              type="checkbox"
              checked={clear}
              onChange={({ currentTarget }) => set(currentTarget.checked ? `${opaque}${CLEAR}` : opaque)}
            />
            transparent
          </label>
        )}
      </div>
    </div>
  )
}

function ColorsField({ parameter, value, set }: Props) {
  const colors = Array.isArray(value) ? (value as string[]) : []
  const most = parameter.maxItems ?? 16
  return (
    <div class="field wide" role="group" aria-label={called(parameter)}>
      <span title={parameter.description}>{called(parameter)}</span>
      <div class="row">
        {colors.map((color, index) => (
          <input
            key={index}
            type="color"
            value={color}
            aria-label={`Colour ${index + 1}`}
            onInput={({ currentTarget }) => set(colors.map((each, at) => (at === index ? currentTarget.value : each)))}
          />
        ))}
        <button type="button" class="small" disabled={colors.length >= most} onClick={() => set([...colors, colors.at(-1) ?? '#808080'])}>
          One more
        </button>
        <button type="button" class="small" disabled={colors.length <= 1} onClick={() => set(colors.slice(0, -1))}>
          One less
        </button>
      </div>
    </div>
  )
}

function ShapeField({ parameter, value, set }: Props) {
  return (
    <label class="field">
      <span title={parameter.description}>{called(parameter)}</span>
      <input
        list="shapes"
        pattern={parameter.pattern}
        required
        title="Width:height, such as 16:9"
        value={String(value ?? '')}
        onInput={({ currentTarget }) => set(currentTarget.value || '1:1')}
      />
      <datalist id="shapes">
        {SHAPES.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </label>
  )
}

/** Another picture: of those that the gallery has read. */
function AssetField({ parameter, value, set }: Props) {
  return (
    <label class="field wide">
      <span title={parameter.description}>Picture</span>
      <select value={String(value ?? '')} required onChange={({ currentTarget }) => set(currentTarget.value)}>
        <option value="">Choose one…</option>
        {assets.value.map(({ id, filename, width, height }) => (
          <option key={id} value={id}>
            {filename} ({width} × {height})
          </option>
        ))}
      </select>
    </label>
  )
}
