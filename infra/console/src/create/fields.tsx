import { useState } from 'preact/hooks'
import { number } from '../text'
import {
  change,
  LARGEST_SEED,
  LARGEST_SIDE,
  LEAST_SIDE,
  MOST_AT_ONCE,
  SHAPES,
  type Shape,
  wish,
} from './wish'

export function ShapeField() {
  const { width, height } = wish.value
  const known = SHAPES.find((each) => each.width === width && each.height === height)
  const [own, setOwn] = useState(!known)
  const isOwn = own || !known
  const choose = ({ width, height }: Shape) => {
    setOwn(false)
    change({ width, height })
  }
  return (
    <fieldset class="field">
      <legend>Shape</legend>
      <div class="shapes">
        {SHAPES.map((shape) => (
          <label key={shape.name} class="choice">
            <input
              type="radio"
              name="shape"
              checked={!isOwn && shape === known}
              onChange={() => choose(shape)}
            />
            <Outline {...shape} />
            {shape.name}
          </label>
        ))}
        <label class="choice">
          <input type="radio" name="shape" checked={isOwn} onChange={() => setOwn(true)} />
          <span class="outline own" aria-hidden="true">
            …
          </span>
          Other
        </label>
      </div>
      {isOwn ? (
        <div class="pair">
          <Side name="Width" value={width} set={(width) => change({ width })} />
          <Side name="Height" value={height} set={(height) => change({ height })} />
        </div>
      ) : (
        <p class="hint">
          {number(width)} × {number(height)} pixels
        </p>
      )}
    </fieldset>
  )
}

function Outline({ width, height }: Shape) {
  return (
    <span class="outline" aria-hidden="true">
      <span style={{ '--shape': width / height }} class={width < height ? 'high' : undefined} />
    </span>
  )
}

function Side({ name, value, set }: { name: string; value: number; set: (n: number) => void }) {
  return (
    <label class="field">
      <span>{name}, pixels</span>
      <input
        type="number"
        min={LEAST_SIDE}
        max={LARGEST_SIDE}
        required
        inputMode="numeric"
        value={Number.isNaN(value) ? '' : value}
        onInput={({ currentTarget }) => set(currentTarget.valueAsNumber)}
      />
    </label>
  )
}

export function CountField() {
  return (
    <fieldset class="field">
      <legend>How many</legend>
      <div class="counts-of">
        {Array.from({ length: MOST_AT_ONCE }, (_, index) => index + 1).map((count) => (
          <label key={count} class="choice">
            <input
              type="radio"
              name="count"
              checked={wish.value.count === count}
              onChange={() => change({ count })}
            />
            {count}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

export function SeedField() {
  return (
    <label class="field">
      <span>Seed</span>
      <input
        type="number"
        min={0}
        max={LARGEST_SEED}
        step={1}
        inputMode="numeric"
        placeholder="any"
        title="The same words with the same seed give the same picture, where the model can do that"
        value={wish.value.seed}
        onInput={({ currentTarget }) => change({ seed: currentTarget.value })}
      />
    </label>
  )
}
