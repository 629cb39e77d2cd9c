"""Every screen in every state: pictured by `make screenshots`, examined by axe, measured by Lighthouse."""
