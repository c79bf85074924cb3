import { render } from 'preact'
import { openApi } from './api/client'
import { explain } from './api/problem'
import { App } from './app'
import { loadConfig } from './config'
import { complain } from './notices'
import { openSession } from './session'
import './styles/base.css'
import './styles/page.css'

const root = document.getElementById('app') as HTMLElement

try {
  const config = await loadConfig()
  openApi(config)
  await openSession(config).catch(complain)
  render(<App />, root)
} catch (error) {
  render(<p class="welcome problem">{explain(error).text}</p>, root)
}
