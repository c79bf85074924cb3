import AwsS3 from '@uppy/aws-s3'
import Uppy from '@uppy/core'
import { told, ticketFor } from '../ticket.js'

const uppy = new Uppy().use(AwsS3, {
  shouldUseMultipart: false,
  getUploadParameters: (file) => ticketFor(file),
})

told(uppy)
