/** Give the focus to another element, once the page has been drawn anew: what had it is gone. */
export function focusSoon(...ids: string[]): void {
  setTimeout(() => {
    const found = ids.map((id) => document.getElementById(id)).find(Boolean)
    found?.focus({ preventScroll: true })
  })
}
