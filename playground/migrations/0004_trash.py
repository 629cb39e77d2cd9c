from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("playground", "0003_who_deleted"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["team", "-id"],
                name="image_in_trash",
            ),
        ),
    ]
