import { Form, type FormProps } from '@remix-run/react'

/** A form that sends. The browser's own bubbles stay away: our errors stand beside the field, in the page's language. */
export function PostForm(props: FormProps) {
  return <Form method="post" noValidate {...props} />
}
