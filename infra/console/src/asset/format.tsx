/** Of what format a result is, and how good. */

export const FORMATS = ['png', 'jpg', 'webp', 'avif', 'gif'] as const

export interface Format {
  format?: (typeof FORMATS)[number]
  quality?: number
}

interface Props {
  value: Format
  change: (value: Format) => void
  /** The type it has if none is chosen. */
  own: string
}

export function FormatFields({ value, change, own }: Props) {
  const few = value.format === 'png' || value.format === 'gif'
  return (
    <div class="fields">
      <label class="field">
        <span>Format</span>
        <select
          value={value.format ?? ''}
          onChange={({ currentTarget }) =>
            change({ ...value, format: FORMATS.find((each) => each === currentTarget.value) })
          }
        >
          <option value="">its own ({own.replace('image/', '')})</option>
          {FORMATS.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{few ? 'Colours kept, %' : 'Quality, 1 to 100'}</span>
        <input
          type="number"
          min={1}
          max={100}
          placeholder="as usual"
          value={value.quality ?? ''}
          onInput={({ currentTarget }) =>
            change({ ...value, quality: currentTarget.valueAsNumber || undefined })
          }
        />
      </label>
    </div>
  )
}
