import { called, type FieldProps } from './parameter'

const CLEAR = '00'

/** `#rrggbb`, and where the API takes it, transparent. */
export function ColorField({ parameter, value, set }: FieldProps) {
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
              onChange={({ currentTarget }) =>
                set(currentTarget.checked ? `${opaque}${CLEAR}` : opaque)
              }
            />
            transparent
          </label>
        )}
      </div>
    </div>
  )
}

export function ColorsField({ parameter, value, set }: FieldProps) {
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
            onInput={({ currentTarget }) =>
              set(colors.map((each, at) => (at === index ? currentTarget.value : each)))
            }
          />
        ))}
        <button
          type="button"
          class="small"
          disabled={colors.length >= most}
          onClick={() => set([...colors, colors.at(-1) ?? '#808080'])}
        >
          One more
        </button>
        <button
          type="button"
          class="small"
          disabled={colors.length <= 1}
          onClick={() => set(colors.slice(0, -1))}
        >
          One less
        </button>
      </div>
    </div>
  )
}
