"""Is a request that carries too much refused before it is read?"""

import pytest
from django.test import Client

from hoanhap.kit.size import MAX_BODY


@pytest.mark.django_db
def test_a_visitor_cannot_fill_the_disk():
    answer = Client().post("/tai-khoan/dang-nhap/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(MAX_BODY + 1))
    assert answer.status_code == 413
