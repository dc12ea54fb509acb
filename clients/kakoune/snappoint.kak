# Snappoint in Kakoune, by kakoune-lsp: source this file from your kakrc, after kakoune-lsp's own lines.

hook -group snappoint global BufSetOption filetype=python %{
    set-option -add buffer lsp_servers %{
        [snappoint]
        args = ["lsp", "--stdio"]
        root_globs = ["pyproject.toml", "setup.py", ".git"]
    }
}

# Values come as diagnostics, which are drawn at once; this shows their text beside the line.
hook -group snappoint global WinSetOption filetype=python %{
    lsp-inlay-diagnostics-enable window
}
