//! Tells Zed how to start Snappoint's language server; everything else is the server's.

use zed_extension_api::{self as zed, settings::LspSettings, LanguageServerId, Result, Worktree};

struct Snappoint;

impl zed::Extension for Snappoint {
    fn new() -> Self {
        Snappoint
    }

    /// The program that the user's settings name, or the one on the PATH of the project's shell.
    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<zed::Command> {
        let binary = LspSettings::for_worktree(id.as_ref(), worktree)
            .ok()
            .and_then(|settings| settings.binary);
        let (path, arguments) = binary
            .map(|binary| (binary.path, binary.arguments))
            .unwrap_or_default();
        let command = path
            .or_else(|| worktree.which("snappoint"))
            .ok_or("snappoint is not on the PATH: name it in the settings, as lsp.snappoint.binary.path")?;
        Ok(zed::Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["lsp".into(), "--stdio".into()]),
            env: worktree.shell_env(),
        })
    }

    fn language_server_initialization_options(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<zed::serde_json::Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.initialization_options)
    }
}

zed::register_extension!(Snappoint);
