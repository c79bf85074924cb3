/** Pictures from words. */

import { useEffect } from 'preact/hooks'
import { complain } from '../notices'
import { Budget } from '../making/budget'
import { MakerNote } from '../making/maker'
import '../styles/making.css'
import { Earlier } from './earlier'
import { WishForm } from './form'
import { Made } from './made'
import { current, readEarlier } from './store'

export function CreatePage() {
  useEffect(() => void readEarlier().catch(complain), [])
  return (
    <div class="create">
      <div class="ask stack">
        <h1>Create</h1>
        <WishForm />
        <Budget />
        <MakerNote />
      </div>
      <div class="stack">
        <Made key={current.value?.id} />
        <Earlier />
      </div>
    </div>
  )
}
