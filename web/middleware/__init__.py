"""Small pure-ASGI classes around the app, each with one duty."""
