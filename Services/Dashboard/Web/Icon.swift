/// The picture in the browser's tab: a prompt with the ears of a cat.
package enum Icon {
  package static let text = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
    <path fill="#1f7a68" d="M4 3l7 5h10l7-5v19a7 7 0 0 1-7 7H11a7 7 0 0 1-7-7z"/>
    <path fill="none" stroke="#ffffff" stroke-width="3" stroke-linecap="round" \
    stroke-linejoin="round" d="M10 14l4 4-4 4M17 22h6"/>
    </svg>

    """
}
