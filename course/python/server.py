"""What Jupyter's server is told beside its options: small messages go at once. By itself it lets
the system gather them, for up to 40 ms each, and a slider's picture would lag behind."""
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class AtOnce(ZMQChannelsWebsocketConnection):
    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()


get_config().ServerApp.kernel_websocket_connection_class = AtOnce  # noqa: F821
