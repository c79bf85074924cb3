/** What an instruction was understood as. */

import type { Schemas } from '../../api/client'
import { count } from '../../text'
import { mark } from './marked'
import { savedAs, stepsOf } from './steps'

export type Plan = Schemas['PlanModel']

interface Props {
  plan: Plan
  words: string
  /** Images of the day's budget, where it has not been done yet. */
  images?: number
}

export function PlanView({ plan, words, images }: Props) {
  const steps = stepsOf(plan.recipe)
  const saved = savedAs(plan.recipe)
  return (
    <div class="plan stack">
      <Marked plan={plan} words={words} />
      <ol class="planned" aria-label="What will be done">
        {steps.map((step, index) => (
          <li key={index}>{step}</li>
        ))}
        {saved && <li>{saved}</li>}
        {plan.for_model && <li>For the model: “{plan.for_model}”</li>}
      </ol>
      {plan.not_understood.length > 0 && (
        <p class="lost">
          Not understood, and left out: {plan.not_understood.map((each) => `“${each}”`).join(', ')}.
        </p>
      )}
      {images !== undefined && (
        <p class="hint">{images ? `It costs ${count(images, 'image')} of today’s budget.` : 'It costs nothing.'}</p>
      )}
    </div>
  )
}

/** The words as they were said: those understood, and those not. */
function Marked({ plan, words }: { plan: Plan; words: string }) {
  const understood = plan.understood.map((each) => each.words)
  const parts = mark(words, understood, plan.not_understood)
  return (
    <p class="said" aria-label="Your words">
      {parts.map(({ text, known }, index) =>
        known === undefined ? (
          text
        ) : known ? (
          <b key={index}>{text}</b>
        ) : (
          <mark key={index} title="not understood">
            {text}
          </mark>
        ),
      )}
    </p>
  )
}
