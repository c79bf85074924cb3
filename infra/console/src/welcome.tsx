import { useState } from 'preact/hooks'
import { attempt } from './notices'
import { signIn } from './session'

export function Welcome() {
  const [going, setGoing] = useState(false)
  const go = async () => {
    setGoing(true)
    if (!(await attempt(signIn))) setGoing(false)
  }
  return (
    <main class="welcome stack">
      <Mark />
      <h1>Darkroom</h1>
      <p>Your pictures: uploaded, developed, and private until you say otherwise.</p>
      <p>
        <button class="main" onClick={go} disabled={going}>
          {going ? 'Going to sign in…' : 'Sign in'}
        </button>
      </p>
    </main>
  )
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="12" fill="none" stroke="currentColor" stroke-width="4" />
      <circle cx="16" cy="16" r="4.5" fill="currentColor" />
    </svg>
  )
}
