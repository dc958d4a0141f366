/** The region and the keys that the AWS SDK wants to have, and that the stand-ins do not look at. */
export const region = 'local';
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;
