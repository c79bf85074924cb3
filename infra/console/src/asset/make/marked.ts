/** Which of somebody's words were understood. */

export interface Part {
  text: string
  known?: boolean
}

interface Phrase {
  words: string
  known: boolean
}

/**
 * The text in parts, those that were understood or not marked as such. Phrases come in the order
 * they were said; what cannot be found in the text again stays unmarked.
 */
export function mark(text: string, understood: string[], lost: string[]): Part[] {
  const phrases: Phrase[] = [
    ...understood.map((words) => ({ words, known: true })),
    ...lost.map((words) => ({ words, known: false })),
  ]
  const places = phrases
    .map(({ words, known }) => ({ ...find(text, words), known }))
    .filter(({ from }) => from >= 0)
    .sort((a, b) => a.from - b.from)
  const parts: Part[] = []
  let end = 0
  for (const { from, to, known } of places) {
    if (from < end) continue
    if (from > end) parts.push({ text: text.slice(end, from) })
    parts.push({ text: text.slice(from, to), known })
    end = to
  }
  if (end < text.length) parts.push({ text: text.slice(end) })
  return parts
}

/** As whole words, however they are spaced and written. */
function find(text: string, words: string): { from: number; to: number } {
  const pattern = words
    .split(/\s+/)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('\\W+')
  const found = new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'iu').exec(text)
  return found ? { from: found.index, to: found.index + found[0].length } : { from: -1, to: -1 }
}
