import { useEffect } from 'preact/hooks'
import { bytes, count } from '../text'
import { UploadStrip } from '../upload/strip'
import { tracked } from '../upload/tracking'
import { openUploader } from '../upload/door'
import { FilterBar } from './filter_bar'
import { useFilters } from './filters'
import { Grid } from './grid'
import { selecting } from './selection'
import { SelectionBar } from './selection_bar'
import { open, shown, state, stats } from './store'

export function Gallery() {
  const [filters] = useFilters()
  const wanted = JSON.stringify(filters)
  useEffect(() => void open(JSON.parse(wanted)), [wanted])
  const filtered = Object.keys(filters).some((name) => name !== 'order')
  const empty = state.value === 'end' && shown.value.length === 0

  return (
    <div class="gallery stack">
      <div class="row head">
        <h1>Gallery</h1>
        <Counts />
      </div>
      <div class="tools" hidden={empty && !filtered}>
        <FilterBar />
        {shown.value.length > 0 && !selecting.value && (
          <button onClick={() => (selecting.value = true)}>Select</button>
        )}
      </div>
      {selecting.value && <SelectionBar />}
      <UploadStrip />
      {empty ? filtered ? <NothingFound /> : tracked.value.length === 0 && <Nothing /> : <Grid />}
    </div>
  )
}

function Counts() {
  const known = stats.value
  if (!known) return <p class="hint" aria-busy="true" />
  return (
    <p class="hint counts">
      {count(known.assets, 'picture')} · {known.by_visibility.public ?? 0} public ·{' '}
      {bytes(known.bytes_stored.total ?? 0)}
    </p>
  )
}

function Nothing() {
  return (
    <section class="nothing stack">
      <h2>No pictures yet</h2>
      <p>Drop some anywhere on this page, paste one, or choose them from your device.</p>
      <p>
        <button class="main" onClick={() => void openUploader()}>
          Upload pictures
        </button>
      </p>
    </section>
  )
}

function NothingFound() {
  const [filters, change] = useFilters()
  const none = Object.fromEntries(Object.keys(filters).map((name) => [name, '']))
  return (
    <section class="nothing stack">
      <h2>Nothing matches</h2>
      <p>No picture of yours fits these filters.</p>
      <p>
        <button onClick={() => change(none)}>Show all</button>
      </p>
    </section>
  )
}
