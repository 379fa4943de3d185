import sys, os
sys.setswitchinterval(float(os.environ['SWI']))
from api.wsgi import app
