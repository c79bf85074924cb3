import { useState } from 'preact/hooks'
import { api, type Detail, type Schemas, take } from '../api/client'
import { bytes, number } from '../text'
import { FormatFields, type Format } from './format'
import { Icon } from './icon'
import { download } from './saving'
import { Failed } from './words_form'

type Made = Schemas['ExportAnswer']

/** A file to take away, in another format or size. */
export function Export({ asset }: { asset: Detail }) {
  const [format, setFormat] = useState<Format>({})
  const [size, setSize] = useState<{ width?: number; height?: number }>({})
  const [include, setInclude] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      const query = { ...format, ...size, include_metadata: include }
      const params = { path: { asset_id: asset.id }, query }
      const answer = await take(api.GET('/v1/assets/{asset_id}/export', { params }))
      setMade(answer)
      download(answer.url)
    } catch (error) {
      setFailure(error)
    }
    setBusy(false)
  }

  return (
    <form class="stack" onSubmit={submit}>
      <FormatFields value={format} change={setFormat} own={asset.content_type} />
      <div class="fields">
        <Length
          name="Width"
          own={asset.width}
          value={size.width}
          set={(width) => setSize({ ...size, width })}
        />
        <Length
          name="Height"
          own={asset.height}
          value={size.height}
          set={(height) => setSize({ ...size, height })}
        />
      </div>
      <label class="row">
        <input
          type="checkbox"
          checked={include}
          onChange={({ currentTarget }) => setInclude(currentTarget.checked)}
        />
        With the metadata of the original
      </label>
      <div class="row">
        <button disabled={busy}>
          <Icon name="save" /> {busy ? 'Making it…' : 'Download'}
        </button>
        {made && (
          <a class="hint" href={made.url} rel="noreferrer">
            {made.format}, {number(made.width)} × {number(made.height)}, {bytes(made.size)}
          </a>
        )}
      </div>
      <Failed failure={failure} />
    </form>
  )
}

interface LengthProps {
  name: string
  own: number | null
  value?: number
  set: (value?: number) => void
}

function Length({ name, own, value, set }: LengthProps) {
  return (
    <label class="field">
      <span>{name} in pixels</span>
      <input
        type="number"
        min={1}
        inputMode="numeric"
        placeholder={own ? String(own) : undefined}
        value={value ?? ''}
        onInput={({ currentTarget }) => set(currentTarget.valueAsNumber || undefined)}
      />
    </label>
  )
}
