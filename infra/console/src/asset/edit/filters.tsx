/** What browsers have that is near to the API's filters. */

import type { Step } from './draft'

const n = (step: Step, name: string, otherwise = 0): number => {
  const value = Number(step.values[name])
  return Number.isFinite(value) ? value : otherwise
}

/** CSS's own functions; `scale` is how many pixels of the preview one of the picture is. */
const PLAIN: Record<string, (step: Step, scale: number) => string> = {
  grayscale: () => 'grayscale(1)',
  invert: () => 'invert(1)',
  sepia: (step) => `sepia(${n(step, 'amount', 1)})`,
  brightness: (step) => `brightness(${n(step, 'factor', 1)})`,
  contrast: (step) => `contrast(${n(step, 'factor', 1)})`,
  saturation: (step) => `saturate(${n(step, 'factor', 1)})`,
  hue: (step) => `hue-rotate(${n(step, 'angle')}deg)`,
  gaussian_blur: (step, scale) => `blur(${n(step, 'radius') * scale}px)`,
  // Two boxes of that side have about this deviation.
  box_blur: (step, scale) => `blur(${n(step, 'radius') * 0.58 * scale}px)`,
}

const idOf = (step: Step) => `near-${step.key}`

export function filterOf(step: Step, scale: number): string | undefined {
  if (PLAIN[step.name]) return PLAIN[step.name]?.(step, scale)
  return DRAWN[step.name] ? `url(#${idOf(step)})` : undefined
}

const LUMA = '0.299 0.587 0.114 0 0'
const levels = (at: (level: number) => number) =>
  Array.from({ length: 64 }, (_, index) => at(index / 63).toFixed(3)).join(' ')

function Levels({ table, type = 'discrete' }: { table: string; type?: 'discrete' | 'table' }) {
  return (
    <feComponentTransfer>
      <feFuncR type={type} tableValues={table} />
      <feFuncG type={type} tableValues={table} />
      <feFuncB type={type} tableValues={table} />
    </feComponentTransfer>
  )
}

function Gamma({ step }: { step: Step }) {
  const exponent = 1 / n(step, 'gamma', 1)
  return (
    <feComponentTransfer>
      <feFuncR type="gamma" exponent={exponent} />
      <feFuncG type="gamma" exponent={exponent} />
      <feFuncB type="gamma" exponent={exponent} />
    </feComponentTransfer>
  )
}

function Posterize({ step }: { step: Step }) {
  const kept = 2 ** n(step, 'bits', 8)
  return (
    <Levels table={levels((level) => Math.min(kept - 1, Math.floor(level * kept)) / (kept - 1))} />
  )
}

function Solarize({ step }: { step: Step }) {
  const threshold = n(step, 'threshold', 128) / 255
  return <Levels table={levels((level) => (level < threshold ? level : 1 - level))} />
}

function Temperature({ step }: { step: Step }) {
  const warmth = n(step, 'warmth')
  const red = 1 + 0.3 * warmth
  const blue = 1 - 0.3 * warmth
  const same = 0.213 * red + 0.715 + 0.072 * blue
  const values = `${red / same} 0 0 0 0 0 ${1 / same} 0 0 0 0 0 ${blue / same} 0 0 0 0 0 1 0`
  return <feColorMatrix type="matrix" values={values} />
}

function channels(hex: unknown): number[] {
  const text = typeof hex === 'string' ? hex : '#000000'
  return [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16) / 255)
}

function Duotone({ step }: { step: Step }) {
  const dark = channels(step.values.shadows)
  const light = channels(step.values.highlights)
  const [red, green, blue] = dark.map((value, index) => `${value} ${light[index]}`)
  return (
    <>
      <feColorMatrix type="matrix" values={`${LUMA} ${LUMA} ${LUMA} 0 0 0 1 0`} />
      <feComponentTransfer>
        <feFuncR type="table" tableValues={red} />
        <feFuncG type="table" tableValues={green} />
        <feFuncB type="table" tableValues={blue} />
      </feComponentTransfer>
    </>
  )
}

/** More of the difference to a blurred copy. */
function Sharper({ radius, amount }: { radius: number; amount: number }) {
  return (
    <>
      <feGaussianBlur in="SourceGraphic" stdDeviation={radius} result="soft" />
      <feComposite
        in="SourceGraphic"
        in2="soft"
        operator="arithmetic"
        k2={1 + amount}
        k3={-amount}
      />
    </>
  )
}

const Unsharp = ({ step }: { step: Step }) => (
  <Sharper radius={n(step, 'radius', 2)} amount={n(step, 'amount', 150) / 100} />
)
const Sharpen = ({ step }: { step: Step }) => <Sharper radius={1} amount={n(step, 'amount', 1)} />
const Edges = () => (
  <feConvolveMatrix
    order="3"
    kernelMatrix="-1 -1 -1 -1 10 -1 -1 -1 -1"
    divisor="2"
    preserveAlpha="true"
  />
)
const Emboss = () => (
  <feConvolveMatrix order="3" kernelMatrix="0 0 0 0 1 0 0 0 -1" bias="0.5" preserveAlpha="true" />
)

const DRAWN: Record<string, (props: { step: Step }) => preact.JSX.Element> = {
  gamma: Gamma,
  temperature: Temperature,
  posterize: Posterize,
  solarize: Solarize,
  duotone: Duotone,
  unsharp_mask: Unsharp,
  sharpen: Sharpen,
  edge_enhance: Edges,
  emboss: Emboss,
}

/** The filters that CSS has no function for, for the canvas to point at. */
export function Filters({ steps }: { steps: readonly Step[] }) {
  return (
    <svg class="filters-near" width="0" height="0" aria-hidden="true">
      {steps.map((step) => {
        const Drawn = DRAWN[step.name]
        return (
          Drawn && (
            <filter
              key={step.key}
              id={idOf(step)}
              x="0"
              y="0"
              width="1"
              height="1"
              color-interpolation-filters="sRGB"
            >
              <Drawn step={step} />
            </filter>
          )
        )
      })}
    </svg>
  )
}
