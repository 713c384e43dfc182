// A passkey that was not used says so on the page, not only in the console.
document.addEventListener("allauth.error", (event) => {
  const note = document.querySelector("[data-passkey-failed]")
  if (!note) return
  event.preventDefault()
  note.hidden = false
})
