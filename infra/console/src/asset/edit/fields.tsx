/** A field for every parameter, as the API's description says what it takes. */

import { useId } from 'preact/hooks'
import { assets } from '../../gallery/store'
import { ColorField, ColorsField } from './color_fields'
import { LengthField, SliderField } from './number_fields'
import { title } from './operations'
import { called, type FieldProps } from './parameter'

const SHAPES = ['1:1', '4:3', '3:2', '16:9', '3:4', '2:3', '9:16']

/** Lengths go up to thousands of pixels: no slider is that fine. */
const LONG = 1000

export function Field(props: FieldProps) {
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

function ChoiceField({ parameter, value, set }: FieldProps) {
  return (
    <label class="field">
      <span title={parameter.description}>{called(parameter)}</span>
      <select
        value={String(value ?? parameter.default ?? '')}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      >
        {parameter.enum?.map((each) => (
          <option key={each} value={each}>
            {title(each)}
          </option>
        ))}
      </select>
    </label>
  )
}

function YesNoField({ parameter, value, set }: FieldProps) {
  return (
    <label class="row wide" title={parameter.description}>
      <input
        type="checkbox"
        checked={value === true}
        onChange={({ currentTarget }) => set(currentTarget.checked)}
      />
      {called(parameter)}
    </label>
  )
}

function ShapeField({ parameter, value, set }: FieldProps) {
  const list = useId()
  return (
    <label class="field">
      <span title={parameter.description}>{called(parameter)}</span>
      <input
        list={list}
        pattern={parameter.pattern}
        required
        title="Width:height, such as 16:9"
        value={String(value ?? '')}
        onInput={({ currentTarget }) => set(currentTarget.value || '1:1')}
      />
      <datalist id={list}>
        {SHAPES.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </label>
  )
}

/** Another picture: of those that the gallery has read. */
function AssetField({ parameter, value, set }: FieldProps) {
  return (
    <label class="field wide">
      <span title={parameter.description}>Picture</span>
      <select
        value={String(value ?? '')}
        required
        onChange={({ currentTarget }) => set(currentTarget.value)}
      >
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
