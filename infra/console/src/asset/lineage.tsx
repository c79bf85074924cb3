/** Where a picture comes from, and what came of it. */

import { useEffect, useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { api, type Detail, type Schemas, take } from '../api/client'
import { attempt } from '../notices'
import { when } from '../text'
import { inWords } from './recipe_words'

type Relative = Schemas['Relative']
type Lines = Schemas['LineageAnswer']
type Faces = Record<string, string>

const FACE = 'small'

export function Lineage({ asset }: { asset: Detail }) {
  const [lines, setLines] = useState<Lines | null>(null)
  const [faces, setFaces] = useState<Faces>({})
  useEffect(() => {
    void attempt(async () => {
      const params = { path: { asset_id: asset.id } }
      const found = await take(api.GET('/v1/assets/{asset_id}/lineage', { params }))
      setLines(found)
      setFaces(await facesOf([...found.chain, ...found.results]))
    })
  }, [asset.id])
  if (!lines) return <p class="hint">Loading…</p>
  const alone = lines.chain.length === 1 && lines.results.length === 0 && !lines.lost_source_id
  if (alone) return <p class="hint">An original, and nothing was made of it yet.</p>
  return (
    <>
      <h3>Where it comes from</h3>
      {lines.lost_source_id && <p class="hint">What came before these was deleted.</p>}
      <Family relatives={lines.chain} faces={faces} here={asset.id} />
      {lines.results.length > 0 && (
        <>
          <h3>What came of it</h3>
          <Family relatives={lines.results} faces={faces} here={asset.id} />
        </>
      )}
      {!lines.complete && <p class="hint">The family is larger than what is shown.</p>}
    </>
  )
}

function Family({ relatives, faces, here }: { relatives: Relative[]; faces: Faces; here: string }) {
  return (
    <ol class="family">
      {relatives.map((relative) => (
        <li key={relative.asset_id}>
          <Link
            href={`/assets/${relative.asset_id}`}
            aria-current={relative.asset_id === here ? 'page' : undefined}
          >
            <span class="thumb">
              {faces[relative.asset_id] && (
                <img src={faces[relative.asset_id]} alt="" width={80} height={80} loading="lazy" />
              )}
            </span>
            <span class="words">
              <span>{inWords(relative.recipe) || relative.filename}</span>
              <span class="hint">
                {relative.asset_id === here ? 'this one' : when(relative.created_at)}
                {relative.width && `, ${relative.width} × ${relative.height}`}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ol>
  )
}

/** A picture of each; of one that is gone meanwhile there is none. */
async function facesOf(relatives: readonly Relative[]): Promise<Faces> {
  const items = relatives.map(({ asset_id }) => ({ asset_id, variant: FACE }))
  const { results } = await take(api.POST('/v1/signed-urls', { body: { items } }))
  return Object.fromEntries(
    results.flatMap((each) => ('url' in each ? [[each.asset_id, each.url]] : [])),
  )
}
