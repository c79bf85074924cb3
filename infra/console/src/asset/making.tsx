/** How a picture was made that was generated, or said in words. */

import { useLocation } from 'wouter-preact'
import { type Making, makingOf, wishAgain } from '../create/wish'
import type { Detail } from '../api/client'
import { CopyButton } from './copy'
import { Fact } from './fact'

/** The terms of IPTC's digital source type that the API uses, for people. */
const SOURCES: Record<string, string> = {
  trainedAlgorithmicMedia: 'made by a generative model',
  compositeWithTrainedAlgorithmicMedia: 'altered by a generative model',
  compositeSynthetic: 'put together, partly by a generative model',
  algorithmicMedia: 'made by rules, no neural model',
  algorithmicallyEnhanced: 'altered by rules, no neural model',
  composite: 'put together of parts',
}

const WARNINGS: Record<string, string> = {
  wrong_size: 'It was made in another shape, and cut.',
  beyond_region: 'What is around the part may have changed, too.',
}

export function MakingFacts({ asset }: { asset: Detail }) {
  const making = makingOf(asset)
  const source = asset.digital_source
  if (!asset.generation && !source) return null
  return (
    <>
      {asset.generation && (
        <>
          {making.transcript && <Fact name="Heard">“{making.transcript}”</Fact>}
          {making.prompt && making.prompt !== making.transcript && (
            <Fact name="Words">{making.prompt}</Fact>
          )}
          {making.negative_prompt && <Fact name="Without">{making.negative_prompt}</Fact>}
          {making.style && <Fact name="Style">{making.style}</Fact>}
          {making.strength !== undefined && (
            <Fact name="Strength">{Math.round(making.strength * 100)} %</Fact>
          )}
          {making.region && <Fact name="Part">{part(making.region)}</Fact>}
          {making.warnings?.map((each) => (
            <Fact key={each} name="Note">
              {WARNINGS[each] ?? each}
            </Fact>
          ))}
          {making.provider && <Fact name="Maker">{maker(making)}</Fact>}
          {making.seed !== undefined && (
            <Fact name="Seed">
              <span class="with-copy">
                <span>{making.seed}</span>
                <CopyButton text={String(making.seed)} what="The seed" bare />
              </span>
            </Fact>
          )}
        </>
      )}
      {source && (
        <Fact name="Origin">
          <span title={`IPTC digital source type: ${source}`}>{SOURCES[source] ?? source}</span>
        </Fact>
      )}
    </>
  )
}

/** Where it is, in percent of the picture. */
function part({ x, y, width, height }: NonNullable<Making['region']>): string {
  const [left, top, right, bottom] = [x, y, x + width, y + height].map((each) =>
    Math.round(each * 100),
  )
  return `${left}–${right} % across, ${top}–${bottom} % down`
}

function maker({ provider = '', model }: { provider?: string; model?: string }): string {
  return model && model !== provider ? `${provider}, ${model}` : provider
}

/** Of what was made of words alone: the form, filled in as it was. */
export function AskAgain({ asset }: { asset: Detail }) {
  const [, go] = useLocation()
  const making = makingOf(asset)
  if (making.task !== 'generation') return null
  const again = () => {
    wishAgain(making)
    go('/create')
  }
  return (
    <div>
      <button class="small" onClick={again}>
        Ask again
      </button>
    </div>
  )
}
