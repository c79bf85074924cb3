import AwsS3 from '@uppy/aws-s3'
import Uppy from '@uppy/core'
import { method, told, ticketFor } from '../ticket.js'

const uppy = new Uppy().use(AwsS3, {
  shouldUseMultipart: false,
  // The key is the server's; until it is known, the file's id stands for it.
  generateObjectKey: (file) => file.id,
  signRequest: async ({ key }) => {
    const ticket = await ticketFor(uppy.getFile(key))
    // This version takes whatever has `fields` for a form, even when there are none.
    return method === 'POST' ? ticket : { url: ticket.url, headers: ticket.headers }
  },
})

told(uppy)
