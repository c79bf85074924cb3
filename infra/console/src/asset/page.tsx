/** One asset: the picture, and everything that is known of it and can be done with it. */

import { useEffect, useState } from 'preact/hooks'
import type { Detail } from '../api/client'
import { complain } from '../notices'
import '../styles/asset.css'
import '../styles/making.css'
import { count } from '../text'
import { Compare } from './compare'
import { Colours } from './colours'
import { Editor } from './edit/editor'
import { Export } from './export'
import { Facts } from './facts'
import { focusSoon } from './focus'
import { Icon } from './icon'
import { Lineage } from './lineage'
import { type Loaded, useAddresses, useAsset, useWatch } from './load'
import { Instruction } from './make/instruction'
import { More } from './make/more'
import { Missing } from './missing'
import { Back, Neighbours, useArrows, useNeighbours, useReturn } from './neighbours'
import { Remove } from './remove'
import { Section } from './section'
import { Shares } from './shares'
import { Stage } from './stage'
import { VisibilityPanel } from './visibility'
import { WordsForm } from './words_form'

type Mode = 'look' | 'compare' | 'edit'

export function AssetPage({ id }: { id: string }) {
  const loaded = useAsset(id)
  const neighbours = useNeighbours(id)
  const [mode, setMode] = useState<Mode>('look')
  useArrows(mode === 'edit' ? {} : neighbours)
  useReturn(id)
  useWatch(loaded)
  useAddresses(loaded)
  const { known, asset, failure, reread } = loaded
  const name = known?.filename
  useEffect(() => void (name && (document.title = `${name} · Darkroom`)), [name])
  const leaveEditor = () => {
    setMode('look')
    focusSoon(EDIT)
  }
  if (failure && !asset)
    return <Missing failure={failure} again={() => void reread().catch(complain)} />
  return (
    <article class="asset">
      <div class="head">
        <Back />
        <h1 title={name}>{name ?? 'Loading…'}</h1>
        {mode !== 'edit' && <Actions loaded={loaded} mode={mode} setMode={setMode} />}
        <Neighbours {...neighbours} />
      </div>
      {mode === 'edit' && asset ? (
        <Editor asset={asset} close={leaveEditor} />
      ) : (
        <div class="columns">
          <Picture loaded={loaded} compare={mode === 'compare'} />
          {asset && <Side {...loaded} asset={asset} />}
        </div>
      )}
    </article>
  )
}

const EDIT = 'edit-picture'

interface ActionsProps {
  loaded: Loaded
  mode: Mode
  setMode: (mode: Mode) => void
}

function Actions({ loaded, mode, setMode }: ActionsProps) {
  const { known, asset } = loaded
  const comparing = mode === 'compare'
  return (
    <div class="row actions">
      {known?.source_asset_id && (
        <button
          aria-pressed={comparing}
          onClick={() => setMode(comparing ? 'look' : 'compare')}
          disabled={!asset}
        >
          <Icon name="compare" /> Before and after
        </button>
      )}
      <button
        id={EDIT}
        class="main"
        onClick={() => setMode('edit')}
        disabled={asset?.status !== 'ready'}
      >
        <Icon name="edit" /> Edit
      </button>
    </div>
  )
}

function Picture({ loaded, compare }: { loaded: Loaded; compare: boolean }) {
  const { known, asset, reread } = loaded
  if (compare && asset) return <Compare asset={asset} />
  if (!known) return <div class="stage" aria-busy="true" />
  return <Stage asset={known} refresh={() => void reread().catch(complain)} />
}

function Side({ asset, reread, change }: Loaded & { asset: Detail }) {
  const tags = asset.tags.length ? count(asset.tags.length, 'tag') : undefined
  const ready = asset.status === 'ready'
  return (
    <div class="side">
      {ready && <Instruction asset={asset} />}
      {ready && <VisibilityPanel asset={asset} reread={reread} change={change} />}
      <div class="sections">
        <Section name="facts" title="Facts" opened>
          <Facts asset={asset} />
        </Section>
        {ready && (
          <>
            <Section name="more" title="Variations and refinement">
              <More asset={asset} />
            </Section>
            <Section name="words" title="Name, tags and metadata" note={tags}>
              <WordsForm asset={asset} change={change} />
            </Section>
            <Section name="colours" title="Colours" opened>
              <Colours asset={asset} />
            </Section>
            <Section name="shares" title="Share">
              <Shares asset={asset} />
            </Section>
            <Section name="export" title="Download">
              <Export asset={asset} />
            </Section>
            <Section name="lineage" title="Family" opened={asset.source_asset_id !== null}>
              <Lineage asset={asset} />
            </Section>
          </>
        )}
      </div>
      <div>
        <Remove asset={asset} />
      </div>
    </div>
  )
}
