import { lazy, Suspense } from 'preact/compat'
import { Redirect, Route, Router, Switch } from 'wouter-preact'
import { useHashLocation } from 'wouter-preact/use-hash-location'
import { Gallery } from './gallery/page'
import { Kept } from './kept'
import { Notices } from './notices'
import { Safety } from './safety'
import { user } from './session'
import { SharesPage } from './shares/page'
import { Shell } from './shell'
import { Welcome } from './welcome'

const AssetPage = lazy(() => import('./asset/page').then((module) => module.AssetPage))
const CreatePage = lazy(() => import('./create/page').then((module) => module.CreatePage))

export function App() {
  return (
    <Router hook={useHashLocation}>
      {user.value ? (
        <Shell>
          <Kept path="/">
            <Gallery />
          </Kept>
          <Safety>
            <Suspense fallback={<p class="hint">Loading…</p>}>
              <Switch>
                <Route path="/" />
                <Route path="/assets/:id">{({ id }) => <AssetPage key={id} id={id} />}</Route>
                <Route path="/create" component={CreatePage} />
                <Route path="/shares" component={SharesPage} />
                <Route>
                  <Redirect to="/" />
                </Route>
              </Switch>
            </Suspense>
          </Safety>
        </Shell>
      ) : (
        <Welcome />
      )}
      <Notices />
    </Router>
  )
}
