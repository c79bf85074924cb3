/** What both versions share: the chosen file goes up as the API's ticket says. */

const asked = new URLSearchParams(location.search)
export const method = asked.get('method')
const said = document.querySelector('output')
let id = ''

/** The ticket, as the API gives it. */
export async function ticketFor(file) {
  const answer = await fetch(`${asked.get('api')}/v1/uploads`, {
    method: 'POST',
    headers: {
      'Authorization': `Bearer ${asked.get('token')}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({
      filename: file.name, content_type: file.type, size: file.size, method,
    }),
  })
  const ticket = await answer.json()
  id = ticket.id
  return ticket
}

/** Upload what is chosen, and say the upload's id or what went wrong. */
export function told(uppy) {
  document.querySelector('input').addEventListener('change', async (event) => {
    const [data] = event.target.files
    uppy.addFile({ name: data.name, type: data.type, data })
    const { failed } = await uppy.upload()
    said.textContent = failed.length ? `failed: ${failed[0].error}` : `uploaded ${id}`
  })
}
