/** Uppy's Dashboard and AwsS3 plugin, which use our tickets as they are. */

import AwsS3 from '@uppy/aws-s3'
import Uppy, { type UppyFile } from '@uppy/core'
import Dashboard from '@uppy/dashboard'
import DropTarget from '@uppy/drop-target'
import Webcam from '@uppy/webcam'
import '@uppy/core/css/style.min.css'
import '@uppy/dashboard/css/style.min.css'
import '@uppy/webcam/css/style.min.css'
import '../styles/upload.css'
import { api, take } from '../api/client'
import { config } from '../config'
import { complain } from '../notices'
import { bytes } from '../text'
import { track } from './tracking'

type Words = { name: string }
type Body = Record<string, never>
type File = UppyFile<Words, Body>

/** Uploads at a time; a browser opens six connections to one host. */
const LIMIT = 5

let uppy: Uppy<Words, Body> | null = null
/** A phone's own camera is better than ours; elsewhere there is the webcam. */
const isPhone = matchMedia('(pointer: coarse)').matches
/** Of each file, by Uppy's id: the upload its ticket is for. */
const tickets = new Map<string, string>()

export function startUploader(): void {
  if (uppy) return
  uppy = new Uppy<Words, Body>({
    id: 'darkroom',
    restrictions: { allowedFileTypes: config.types, maxFileSize: config.max_file_size },
  })
    .use(Dashboard, {
      inline: false,
      target: '#uploader',
      closeModalOnClickOutside: true,
      proudlyDisplayPoweredByUppy: false,
      showNativePhotoCameraButton: isPhone,
      theme: 'auto',
      // The gallery shows them while a picture is developed, and when it is rejected.
      waitForThumbnailsBeforeUpload: true,
      note: `${kinds()}, up to ${bytes(config.max_file_size)} each. Where a photo was taken is removed.`,
      plugins: isPhone ? [] : ['Webcam'],
      doneButtonHandler: finish,
    })
    .use(Webcam, { modes: ['picture'], showVideoSourceDropdown: true })
    .use(DropTarget, { target: document.body, onDrop: openUploader })
    .use(AwsS3, {
      limit: LIMIT,
      shouldUseMultipart: false,
      // The key is the server's; until it is known, the file's id stands for it.
      generateObjectKey: (file) => file.id,
      signRequest: ({ key }) => sign(key),
    })
  document.querySelector('.uppy-Dashboard-inner')?.setAttribute('aria-label', 'Upload pictures')
  uppy.on('upload-success', (file) => file && taken(file))
  uppy.on('complete', ({ failed }) => failed?.length || finish())
  uppy.on('file-removed', (file) => abandon(file.id))
  document.addEventListener('paste', paste)
}

export function stopUploader(): void {
  document.removeEventListener('paste', paste)
  uppy?.destroy()
  uppy = null
}

export function openUploader(): void {
  if (uppy?.getFiles().every((file) => file.progress.uploadComplete)) clear()
  dashboard()?.openModal()
}

function dashboard(): Dashboard<Words, Body> | undefined {
  return uppy?.getPlugin<Dashboard<Words, Body>>('Dashboard')
}

async function sign(fileId: string) {
  abandon(fileId) // it is tried again: the earlier ticket is of no more use
  const file = uppy?.getFile(fileId)
  if (!file) throw new Error('The file is gone.')
  const body = { filename: file.name, content_type: file.type, size: file.size ?? 0 }
  const ticket = await take(api.POST('/v1/uploads', { body }))
  tickets.set(fileId, ticket.id)
  return ticket
}

function taken(file: File): void {
  const id = tickets.get(file.id)
  tickets.delete(file.id)
  if (id) void track(id, file.name, file.preview)
}

function abandon(fileId: string): void {
  const id = tickets.get(fileId)
  tickets.delete(fileId)
  // Whatever comes of it: what is not taken back ends by itself.
  if (id) void api.DELETE('/v1/uploads/{upload_id}', { params: { path: { upload_id: id } } })
}

/** All is done, unless more was added meanwhile. */
function finish(): void {
  clear()
  if (uppy?.getFiles().length === 0) dashboard()?.closeModal()
}

/** Files that were uploaded are in the gallery, or on their way. */
function clear(): void {
  for (const file of uppy?.getFiles() ?? []) {
    if (file.progress.uploadComplete) uppy?.removeFile(file.id)
  }
}

function paste(event: ClipboardEvent): void {
  const files = [...(event.clipboardData?.files ?? [])]
  // The open dialog takes what is pasted by itself.
  if (!uppy || files.length === 0 || dashboard()?.isModalOpen()) return
  event.preventDefault()
  try {
    uppy.addFiles(files.map((data) => ({ name: data.name, type: data.type, data, source: 'paste' })))
  } catch (error) {
    complain(error)
  }
  openUploader()
}

/** `PNG, JPEG and WEBP`. */
function kinds(): string {
  const names = config.types.map((type) => type.replace('image/', '').toUpperCase())
  return new Intl.ListFormat(undefined, { type: 'conjunction' }).format(names)
}
