# Snappoint in Kakoune, by kakoune-lsp: source this file from your kakrc, after kakoune-lsp's own lines.

hook -group snappoint global BufSetOption filetype=python %{
    set-option -add buffer lsp_servers %{
        [snappoint]
        args = ["lsp", "--stdio"]
        root_globs = ["pyproject.toml", "setup.py", ".git"]
    }
}

# Values come as hints, which are drawn again at the next pause of your typing, and not by themselves.
hook -group snappoint global WinSetOption filetype=python %{
    lsp-inlay-hints-enable window
}
