/** Of a recording: the API takes no longer ones. */
export const MOST_SECONDS = 60
