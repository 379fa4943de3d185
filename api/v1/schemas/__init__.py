"""What goes over the wire, as marshmallow schemas: one file per resource."""
