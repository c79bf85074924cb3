/** A recipe in few words. */

interface Step {
  operation?: unknown
  type?: unknown
}

const plain = (word: unknown) => String(word).replaceAll('_', ' ')

/** `crop, resize, sepia`, or nothing for what no recipe made. */
export function inWords(recipe: Record<string, unknown> | null): string {
  const operations = recipe?.operations
  if (!Array.isArray(operations)) return ''
  return operations
    .map((step: Step) => plain(step.operation === 'filter' ? step.type : step.operation))
    .join(', ')
}
