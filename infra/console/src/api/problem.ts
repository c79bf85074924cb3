/** RFC 9457, as every refusal of the API is. */
export interface Problem {
  title: string
  status: number
  detail?: string
  code: string
  request_id?: string
  errors?: { pointer: string; detail: string }[]
  /** Of a budget that is spent: when there is more of it, in RFC 3339. */
  renews_at?: string
}

/** What went wrong, as a sentence for people. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(sentence(problem))
    this.name = 'ApiError'
  }

  get code(): string {
    return this.problem.code
  }
}

function sentence(problem: Problem): string {
  const reasons = (problem.errors ?? []).map((each) => each.detail).join(' ')
  return reasons || problem.detail || `${problem.title}.`
}

/** Of whatever was thrown: a sentence, and the code of a problem. */
export function explain(error: unknown): { text: string; code?: string } {
  if (error instanceof ApiError) return { text: error.message, code: error.code }
  if (error instanceof TypeError) return { text: 'The server could not be reached.' }
  return { text: error instanceof Error ? error.message : String(error) }
}

/** The problem in an answer that is not JSON, such as the gateway's own. */
export function unnamed(status: number): Problem {
  return { title: 'The server answered in a way this page does not know', status, code: `http_${status}` }
}
