/** The chosen steps, in the order they will be done. */

import { focusSoon } from '../focus'
import { Icon } from '../icon'
import { change, type Draft, move, remove, type Step } from './draft'
import { Field } from './fields'
import { label } from './menu'
import { operation, type Parameter } from './operations'

interface Refused {
  text: string
  code: string
}

/** What was refused, by the place of the step. */
export type Problems = Record<number, Refused>

interface Props {
  draft: Draft
  problems: Problems
}

export function StepList({ draft, problems }: Props) {
  const steps = draft.steps.value
  if (steps.length === 0)
    return (
      <p class="hint">Nothing yet. Choose above what to do; the picture itself stays as it is.</p>
    )
  return (
    <ol class="steps" aria-label="Steps">
      {steps.map((step, index) => (
        <Card key={step.key} draft={draft} step={step} index={index} problem={problems[index]} />
      ))}
    </ol>
  )
}

interface CardProps {
  draft: Draft
  step: Step
  index: number
  problem?: Refused
}

function Card({ draft, step, index, problem }: CardProps) {
  const name = label(step.name, step.values)
  return (
    <li class={problem ? 'step wrong' : 'step'}>
      <div class="row apart">
        <h3>
          <span class="count">{index + 1}</span> {name}
        </h3>
        <div class="row tight-row">
          <Order draft={draft} step={step} index={index} name={name} />
        </div>
      </div>
      {step.name === 'crop' && !step.values.aspect && <CropTools draft={draft} step={step} />}
      <div class="fields">
        {parametersOf(step).map((parameter) => (
          <Field
            key={parameter.name}
            parameter={parameter}
            value={step.values[parameter.name]}
            set={(value) => change(draft, step.key, { [parameter.name]: value })}
          />
        ))}
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem.text} <code>{problem.code}</code>
        </p>
      )}
    </li>
  )
}

function Order({ draft, step, index, name }: Omit<CardProps, 'problem'> & { name: string }) {
  const last = draft.steps.value.length - 1
  // Moving it in the list takes the focus from its buttons.
  const shift = (by: -1 | 1) => {
    move(draft, step.key, by)
    focusSoon(`${by < 0 ? 'earlier' : 'later'}-step-${step.key}`)
  }
  const drop = () => {
    remove(draft, step.key)
    focusSoon(`remove-step-${index}`, `remove-step-${index - 1}`, 'edit-title')
  }
  return (
    <>
      <button
        type="button"
        class="small plain"
        aria-label={`${name}: earlier`}
        title="Earlier"
        aria-disabled={index === 0}
        id={`earlier-step-${step.key}`}
        onClick={() => shift(-1)}
      >
        <Icon name="up" />
      </button>
      <button
        type="button"
        class="small plain"
        aria-label={`${name}: later`}
        title="Later"
        aria-disabled={index === last}
        id={`later-step-${step.key}`}
        onClick={() => shift(1)}
      >
        <Icon name="down" />
      </button>
      <button
        type="button"
        class="small plain"
        aria-label={`${name}: remove`}
        title="Remove"
        id={`remove-step-${index}`}
        onClick={drop}
      >
        <Icon name="close" />
      </button>
    </>
  )
}

const LOCKS: [string, string][] = [
  ['', 'Free'],
  ['1:1', 'Square'],
  ['4:3', '4:3'],
  ['3:2', '3:2'],
  ['16:9', '16:9'],
  ['3:4', '3:4'],
  ['2:3', '2:3'],
]

function CropTools({ draft, step }: { draft: Draft; step: Step }) {
  const dragging = draft.dragged.value === step.key
  return (
    <div class="row">
      <button
        type="button"
        class="small"
        onClick={() => (draft.dragged.value = dragging ? null : step.key)}
      >
        {dragging ? 'Show the result' : 'Drag the box'}
      </button>
      <label class="row">
        <span class="hint">Shape</span>
        <select
          class="short"
          value={String(step.values.lock ?? '')}
          onChange={({ currentTarget }) => change(draft, step.key, { lock: currentTarget.value })}
        >
          {LOCKS.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

const PLACE = ['x', 'y', 'width', 'height']
const MARGINS = ['left', 'right', 'top', 'bottom']

/** Two ways to say the same are not asked for at once. */
function parametersOf({ name, values }: Step): Parameter[] {
  const { parameters } = operation(name)
  const shaped = Boolean(values.aspect)
  const left = new Set<string>(name === 'resize' ? ['maintain_aspect_ratio'] : [])
  if (name === 'crop') for (const each of shaped ? PLACE : ['aspect', 'gravity']) left.add(each)
  if (name === 'pad') for (const each of shaped ? MARGINS : ['aspect']) left.add(each)
  return parameters.filter((each) => !left.has(each.name))
}
