/** What was said to make a picture, for the page that shows it next. */

import { signal } from '@preact/signals'
import type { Generation } from '../../api/client'

export const told = signal<{ result: string; generation: Generation } | null>(null)
