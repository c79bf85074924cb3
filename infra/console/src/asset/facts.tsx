import type { Detail } from '../api/client'
import { bytes, number, when } from '../text'
import { CopyButton } from './copy'
import { Fact } from './fact'
import { AskAgain, MakingFacts } from './making'

const KINDS: Record<string, string> = {
  uploaded: 'uploaded',
  processed: 'made by an edit',
  generated: 'generated',
}

export function Facts({ asset }: { asset: Detail }) {
  return (
    <>
      <dl class="facts">
        <Fact name="Type">{asset.content_type}</Fact>
        <Fact name="Size">{bytes(asset.size)}</Fact>
        {asset.width && asset.height && (
          <Fact name="Pixels">
            {number(asset.width)} × {number(asset.height)}
          </Fact>
        )}
        {asset.frames > 1 && <Fact name="Frames">{number(asset.frames)}</Fact>}
        <Fact name="Kind">{KINDS[asset.kind] ?? asset.kind}</Fact>
        <MakingFacts asset={asset} />
        <Fact name="Job">{asset.job_id}</Fact>
        {asset.slot && <Fact name="Slot">{asset.slot}</Fact>}
        <Fact name={asset.kind === 'uploaded' ? 'Uploaded' : 'Made'}>{when(asset.created_at)}</Fact>
        {asset.updated_at !== asset.created_at && (
          <Fact name="Changed">{when(asset.updated_at)}</Fact>
        )}
        <Fact name="Id">
          <span class="with-copy">
            <code>{asset.id}</code> <CopyButton text={asset.id} what="The id" bare />
          </span>
        </Fact>
      </dl>
      <AskAgain asset={asset} />
      <h3>Variants</h3>
      <Variants asset={asset} />
    </>
  )
}

function Variants({ asset }: { asset: Detail }) {
  const variants = Object.entries(asset.variants).sort(([, a], [, b]) => b.width - a.width)
  if (variants.length === 0) return <p class="hint">There are none.</p>
  return (
    <ul class="lines">
      {variants.map(([name, variant]) => (
        <li key={name}>
          <a href={variant.url} target="_blank" rel="noreferrer">
            {name}
            <span class="unseen"> in a new tab</span>
          </a>
          <span class="hint">
            {number(variant.width)} × {number(variant.height)}, {bytes(variant.size)}
          </span>
          <CopyButton text={variant.url} what={`The address of ${name}`} bare />
        </li>
      ))}
    </ul>
  )
}
