;;; What a test needs of Emacs besides clients/emacs: a quiet start, and nothing written beside the source.
(setq auto-save-default nil
      create-lockfiles nil
      make-backup-files nil
      inhibit-startup-screen t
      eglot-autoshutdown t)
(menu-bar-mode -1)
(load (getenv "SNAPPOINT_EL") nil t)
(snappoint-eglot-setup)
(when (getenv "SNAPPOINT_HINTS") (snappoint-eglot-hints-mode 1))
(add-hook 'python-mode-hook #'eglot-ensure)
