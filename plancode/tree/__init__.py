"""Where bytes come from: a folder, or an overlay of bytes on another tree. Nothing else reads a plan."""
