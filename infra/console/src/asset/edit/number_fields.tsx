import { called, type FieldProps } from './parameter'

/** Where a slider ends before the API does: beyond that, hardly anybody goes, and a number can. */
const SLIDER: Record<string, [number, number, number]> = {
  factor: [0, 3, 0.05],
  gamma: [0.1, 4, 0.05],
  radius: [0, 40, 0.5],
  size: [2, 100, 1],
  cutoff: [0, 10, 0.1],
  angle: [-180, 180, 1],
}

export function LengthField({ parameter, value, set }: FieldProps) {
  return (
    <label class="field">
      <span title={parameter.description}>{called(parameter)}, pixels</span>
      <input
        type="number"
        min={parameter.minimum}
        max={parameter.maximum}
        required={parameter.required}
        value={typeof value === 'number' ? value : ''}
        onInput={({ currentTarget }) =>
          set(Number.isNaN(currentTarget.valueAsNumber) ? undefined : currentTarget.valueAsNumber)
        }
      />
    </label>
  )
}

export function SliderField({ parameter, value, set }: FieldProps) {
  const { name, minimum = 0, maximum = 1, type } = parameter
  const soft = SLIDER[name] ?? [
    minimum,
    maximum,
    type === 'integer' ? 1 : (maximum - minimum) / 100,
  ]
  const low = Math.max(minimum, soft[0])
  const high = Math.min(maximum, soft[1])
  const step = type === 'integer' ? 1 : soft[2]
  const shown = typeof value === 'number' ? value : ''
  const given = (input: HTMLInputElement) =>
    set(Number.isNaN(input.valueAsNumber) ? undefined : input.valueAsNumber)
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
