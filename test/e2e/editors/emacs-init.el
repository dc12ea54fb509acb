;;; What a test needs of Emacs besides clients/emacs: a quiet start, and nothing written beside the source.
(setq auto-save-default nil
      create-lockfiles nil
      make-backup-files nil
      inhibit-startup-screen t
      native-comp-enable-subr-trampolines nil
      eglot-autoshutdown t
      lsp-auto-guess-root t
      lsp-client-packages nil ; the sources of a hundred other servers' clients
      lsp-enable-file-watchers nil ; where Python is installed there are so many folders that it would ask
      lsp-enable-snippet nil
      lsp-guess-root-without-session t)
(menu-bar-mode -1)
(add-to-list 'load-path (getenv "SNAPPOINT_CLIENT"))
(if (equal (getenv "SNAPPOINT_BY") "lsp-mode")
    (progn
      (load "lsp-mode-autoloads" nil t) ; as a package manager does
      (require 'snappoint-lsp)
      (snappoint-lsp-setup)
      (add-hook 'python-mode-hook #'lsp))
  (require 'snappoint-eglot)
  (snappoint-eglot-setup)
  (when (getenv "SNAPPOINT_HINTS") (snappoint-eglot-hints-mode 1))
  (add-hook 'python-mode-hook #'eglot-ensure))
