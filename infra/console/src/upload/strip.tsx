/** Uploads that are being developed, and those that came to nothing: above the gallery. */

import { dismiss, type Tracked, tracked } from './tracking'

export function UploadStrip() {
  if (tracked.value.length === 0) return null
  return (
    <section class="uploads" aria-labelledby="uploads">
      <h2 id="uploads">Just uploaded</h2>
      <ul>
        {tracked.value.map((each) => (
          <Upload key={each.id} upload={each} />
        ))}
      </ul>
    </section>
  )
}

function Upload({ upload }: { upload: Tracked }) {
  const { name, preview, state, reason, code } = upload
  return (
    <li class={`panel upload ${state}`}>
      {preview ? <img src={preview} alt="" /> : <span class="blank" aria-hidden="true" />}
      <div class="stack tight">
        <strong>{name}</strong>
        {state === 'developing' ? (
          <p class="hint">Developing…</p>
        ) : (
          <p class="problem">
            {reason} {code && <code>{code}</code>}
          </p>
        )}
      </div>
      {state !== 'developing' && (
        <button onClick={() => dismiss(upload.id)} aria-label={`Dismiss ${name}`}>
          Dismiss
        </button>
      )}
    </li>
  )
}
