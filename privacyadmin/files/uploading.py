"""A large file on its way in lies in a folder of the program's own, unreadable to others on the machine, until it is sealed."""

from tempfile import NamedTemporaryFile

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from privacyadmin.crypto import files


class PrivateUpload(TemporaryUploadedFile):
    """The file under a random name; gone when it is closed."""

    def __init__(self, name, content_type, size, charset, content_type_extra=None):
        folder = files.uploads()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = NamedTemporaryFile(dir=folder)           # noqa: SIM115 - the upload closes it
        UploadedFile.__init__(self, file, name, content_type, size, charset, content_type_extra)


class PrivateUploadHandler(TemporaryFileUploadHandler):
    """Instead of Django's, which writes to the folder for temporary files of the whole machine."""

    def new_file(self, *args, **kwargs):
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = PrivateUpload(self.file_name, self.content_type, 0, self.charset, self.content_type_extra)
